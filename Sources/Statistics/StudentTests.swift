/// Student's paired t test on differences d: t = mean(d) / (sd(d) / √n) with n − 1 degrees of freedom, two-sided.
///
/// NaN for fewer than two differences, and where all are 0; where all are the same other number t is infinite and p 0, as in SciPy's
/// `ttest_rel`. Source: Student 1908, doi:10.1093/biomet/6.1.1.
public func pairedTTest(_ differences: some Collection<Double>) -> TestResult {
    let moments = Moments(differences), degrees = Double(moments.count - 1)
    guard moments.count > 1 else { return TestResult(statistic: .nan, pValue: .nan) }
    let t = moments.mean / moments.standardError
    return TestResult(statistic: t, pValue: StudentDistribution(degrees: degrees).twoSided(t), degreesOfFreedom: degrees)
}

/// Welch's t test of two independent samples, for which equal variances are not assumed; two-sided.
///
/// t = (mean(a) − mean(b)) / √(s²ₐ/nₐ + s²_b/n_b), degrees of freedom by Welch and Satterthwaite. NaN where a sample has fewer than two
/// values. Source: Welch 1947, doi:10.1093/biomet/34.1-2.28.
public func welchTTest(_ a: some Collection<Double>, _ b: some Collection<Double>) -> TestResult {
    let first = Moments(a), second = Moments(b)
    guard first.count > 1, second.count > 1 else { return TestResult(statistic: .nan, pValue: .nan) }
    let x = first.standardError * first.standardError, y = second.standardError * second.standardError
    let t = (first.mean - second.mean) / (x + y).squareRoot()
    let degrees = (x + y) * (x + y) / (x * x / Double(first.count - 1) + y * y / Double(second.count - 1))
    return TestResult(statistic: t, pValue: StudentDistribution(degrees: degrees).twoSided(t), degreesOfFreedom: degrees)
}
