/// The version of this program, recorded with every run.
public let productVersion = "0.1.0"
