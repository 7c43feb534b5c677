extension Table {
    /// A `tabular` for `\usepackage{booktabs}`; best values bold.
    public var latex: String {
        let alignment = columns.map { $0.alignment == .right ? "r" : "l" }.joined()
        func line(_ cells: [String]) -> String { "  " + cells.joined(separator: " & ") + " \\\\\n" }
        let body = rows.map { row in
            line(row.map { $0.style == .best ? "\\textbf{\(Table.escaped($0.text))}" : Table.escaped($0.text) })
        }
        return "\\begin{tabular}{\(alignment)}\n  \\toprule\n" + line(columns.map { Table.escaped($0.title) }) + "  \\midrule\n"
            + body.joined() + "  \\bottomrule\n\\end{tabular}\n"
    }

    /// What TeX would read as a command, as itself; signs that fonts of 1990 lack in mathematics.
    private static func escaped(_ text: String) -> String {
        singleLine(text).unicodeScalars.map { scalar in
            switch scalar {
            case "&", "%", "$", "#", "_", "{", "}": "\\\(scalar)"
            case "\\": "\\textbackslash{}"
            case "~": "\\textasciitilde{}"
            case "^": "\\textasciicircum{}"
            case "±": "$\\pm$"
            case "×": "$\\times$"
            case "−": "$-$"
            case "<": "$<$"
            case ">": "$>$"
            case "‡": "$^\\ddagger$"
            case "†": "$^\\dagger$"
            case "Δ": "$\\Delta$"
            case "–": "--"
            default: String(scalar)
            }
        }.joined()
    }
}
