import Diagnostics
import Foundation
import RunDatabase

// Makes large run databases and writes into them, the way the product does: for `Scripts/bench/rows/database.py` and the tests.
//
//     database-load make FOLDER RUNS                  20 metrics over 50 epochs in each; prints a line of JSON
//     database-load write FOLDER NUMBER SECONDS       one run of its own that logs an epoch every 10 ms; as many processes as are wanted

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("database-load: \(message)\n".utf8))
    exit(64)
}

let arguments = CommandLine.arguments.dropFirst()
do {
    switch (arguments.first, arguments.count) {
    case ("make", 3):
        guard let runs = Int(arguments[3]), runs > 0 else { fail("'\(arguments[3])' is no number of runs") }
        print(try MadeDatabase(folder: arguments[2], runs: runs).json)
    case ("write", 4):
        guard let number = Int(arguments[3]), let seconds = Double(arguments[4]) else { fail("write takes a number and seconds") }
        print(try writeRun(number, folder: arguments[2], seconds: seconds))
    default: fail("usage: make FOLDER RUNS | write FOLDER NUMBER SECONDS")
    }
} catch {
    fail("\(error)")
}
