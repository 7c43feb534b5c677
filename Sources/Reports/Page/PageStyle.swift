import Charts

/// How pages look. Colours have at least the contrast 4.5 : 1 for text, on light ground and on dark.
enum PageStyle {
    static let css = """
        :root { color-scheme: light dark; --ground: #f6f8fa; --accent: #0b5cad; --good: #116329; --bad: #a40e26; --warn: #7d4e00;
          --mark: #fff3bf; \(ChartStyle.lightColors) \(Palette.declarations(isDark: false)) }
        @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --ground: #0a0e13; --accent: #6cb0ff; --good: #56d364;
          --bad: #ff8a85; --warn: #e3b341; --mark: #3b3312; \(ChartStyle.darkColors) \(Palette.declarations(isDark: true)) } }
        * { box-sizing: border-box; }
        html { scroll-behavior: smooth; scroll-padding-top: 3.25rem; -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--ground); color: var(--ink);
          font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
        header, main, footer { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
        header { padding-top: 40px; padding-bottom: 16px; }
        h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { font-size: 20px; margin: 0 0 12px; letter-spacing: -.005em; }
        h3 { font-size: 15px; margin: 20px 0 8px; }
        .subtitle { margin: 0; color: var(--muted); overflow-wrap: anywhere; }
        nav { position: sticky; top: 0; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line);
          padding: 10px max(24px, calc((100% - 1080px) / 2 + 24px)); display: flex; gap: 4px 20px; overflow-x: auto; white-space: nowrap; }
        nav a { color: var(--muted); text-decoration: none; font-size: 14px; }
        nav a:hover, nav a:focus-visible { color: var(--accent); }
        section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 22px 24px; margin: 20px 0; }
        p { margin: 0 0 12px; max-width: 75ch; }
        .note { color: var(--muted); font-size: 13.5px; margin: 6px 0 0; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0; }
        .cards div { background: var(--ground); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; min-width: 0; }
        .cards dt { color: var(--muted); font-size: 13px; }
        .cards dd { margin: 2px 0 0; font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .cards + *, .table + h3 { margin-top: 20px; }
        .table { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
        th { text-align: left; font-weight: 600; color: var(--muted); white-space: nowrap; border-bottom: 2px solid var(--line); }
        th, td { padding: 7px 12px 7px 0; vertical-align: top; }
        th:last-child, td:last-child { padding-right: 0; }
        .number + :not(.number) { padding-left: 12px; }
        td { border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
        tr:last-child td { border-bottom: 0; }
        .number { text-align: right; white-space: nowrap; }
        td small { display: block; color: var(--muted); font-size: 12px; font-weight: 400; }
        .best { font-weight: 700; color: var(--good); }
        .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .strong { font-weight: 600; }
        .dim { color: var(--muted); font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; font-size: 13px; }
        .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); gap: 20px; }
        figure { margin: 0 0 8px; min-width: 0; }
        figure.wide { grid-column: 1 / -1; }
        figcaption { font-weight: 600; margin-bottom: 4px; overflow-wrap: anywhere; }
        .plot { width: 100%; overflow-x: auto; overflow-y: hidden; } .plot svg.chart { display: block; width: 100%; height: auto; min-width: 320px; }
        figure.wide .plot svg.chart { min-width: 600px; }
        pre { background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; overflow-x: auto; margin: 0 0 12px;
          font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
        mark { background: var(--mark); color: inherit; display: inline-block; min-width: 100%; }
        details { margin-top: 14px; } summary { cursor: pointer; color: var(--accent); margin-bottom: 10px; }
        a { color: var(--accent); }
        footer { color: var(--muted); font-size: 13px; padding-top: 8px; padding-bottom: 40px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        @media (max-width: 640px) { header, main, footer { padding-left: 14px; padding-right: 14px; } nav { padding: 10px 14px; }
          section { padding: 18px 14px; border-radius: 10px; } h1 { font-size: 24px; } }
        @media print { body, section { background: #fff; } nav { display: none; } section { border: 0; padding: 8px 0; break-inside: auto; }
          header, main, footer { max-width: none; padding: 0; } figure, tr, .cards { break-inside: avoid; } h2, h3 { break-after: avoid; }
          html { scroll-behavior: auto; } .modebar { display: none; } }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        .parallel path { fill: none; stroke-width: 1.5; opacity: .55; } .parallel path:hover { stroke-width: 4; opacity: 1; }
        .parallel .is-faint { opacity: .15; } .axis { stroke: var(--muted); stroke-width: 1; }
        \(ChartStyle.rules)
        """
}

/// What makes still pictures explorable: each figure's data go to plotly.js, in the page's colours, again when those change.
enum PageScript {
    static let charts = """
        (() => {
          if (!window.Plotly) return;
          const root = document.documentElement;
          const resolved = (value, style) =>
            typeof value === "string" ? value.replace(/^var\\((--[\\w-]+)\\)$/, (_, name) => style.getPropertyValue(name).trim())
            : Array.isArray(value) ? value.map((one) => resolved(one, style))
            : value && typeof value === "object"
              ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(one, style)]))
            : value;
          const config = { responsive: true, displayModeBar: false };
          const figures = [...document.querySelectorAll("figure")].flatMap((figure) => {
            const data = figure.querySelector(".plot-data");
            return data ? [{ plot: figure.querySelector(".plot"), chart: JSON.parse(data.textContent) }] : [];
          });
          const draw = () => {
            const style = getComputedStyle(root);
            for (const { plot, chart } of figures) {
              if (!plot.dataset.drawn) { plot.replaceChildren(); plot.dataset.drawn = "yes"; }
              Plotly.react(plot, resolved(chart.data, style), { ...resolved(chart.layout, style), height: chart.height }, config);
            }
          };
          draw();
          matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
          addEventListener("beforeprint", () => { root.dataset.theme = "light"; draw(); });
          addEventListener("afterprint", () => { delete root.dataset.theme; draw(); });
        })();
        """
}
