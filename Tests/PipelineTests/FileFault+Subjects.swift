/// What detectors cannot look at, compare with, or slice by.
extension FileFault {
  static let subject = [
    FileFault(
      "on: score,", "on: unseen-rate of amount,",
      "f.yaml:26: drift.detectors.score-shift.on: 'amount' is a number, whose values are not seen or unseen; give "
        + "out-of-range-rate, or a category feature"),
    FileFault(
      "on: score,", "on: out-of-range-rate of country,",
      "f.yaml:26: drift.detectors.score-shift.on: 'country' is a category, which has no range; give unseen-rate, or a "
        + "numeric feature"),
    FileFault(
      "on: score,", "on: missing-rate of amonut,",
      "f.yaml:26: drift.detectors.score-shift.on: there is no feature 'amonut'; did you mean 'amount'?"),
    FileFault(
      "on: score,", "on: missing-rates,",
      "f.yaml:26: drift.detectors.score-shift.on: there is no feature 'missing-rates'; did you mean 'missing-rate'?"),
    FileFault(
      "on: score,", "on: dead-letter-rate,",
      "f.yaml:26: drift.detectors.score-shift.reference: is missing; training knows nothing of dead-letter-rate; give "
        + "`first 10000`"),
    FileFault(
      "on: score,", "on: label-coverage, reference: training,",
      "f.yaml:26: drift.detectors.score-shift.reference: training knows nothing of label-coverage; give `first 10000`"),
    FileFault(
      "{test: ks, on: score, alpha: 0.001}", "{test: poisson, on: event-volume, reference: first 20 windows}",
      "f.yaml:26: drift.detectors.score-shift.on: a window of 5000 events always has as many; give windows that last a "
        + "time, such as `window: 10m`"),
    FileFault(
      "{test: ks, on: score, alpha: 0.001}", "{test: poisson, on: error}",
      "f.yaml:26: drift.detectors.score-shift.on: poisson cannot look at 'error', which is a bit; use psi, ks, chi2, "
        + "js, wasserstein, adwin, page_hinkley, ddm, eddm, hddm_a, hddm_w, kswin, stepd, seed, glr or e_detector, or look "
        + "at something else"),
    FileFault(
      "on: score,", "on: score, reference: first 50,",
      "f.yaml:26: drift.detectors.score-shift.reference: 50 is out of range; give 100 to 100000 events"),
    FileFault(
      "on: score,", "on: score, reference: first 20 windows,",
      "f.yaml:26: drift.detectors.score-shift.reference: is 'first 20 windows', not a reference; give `training` or "
        + "`first 10000`"),
    FileFault(
      "on: score,", "on: score, reference: yesterday,",
      "f.yaml:26: drift.detectors.score-shift.reference: is 'yesterday', not a reference; give `training` or "
        + "`first 10000`"),
  ]

  static let slice = [
    FileFault(
      "on: error,", "on: error, slices: [amount],",
      "f.yaml:27: drift.detectors.error-rise.slices[0]: there is no category feature 'amount'; give country"),
    FileFault(
      "on: error,", "on: error, slices: country,",
      "f.yaml:27: drift.detectors.error-rise.slices: is 'country', not a list; list category features: `[country]`"),
    FileFault(
      "on: error,", "on: error, slices: [country, country],",
      "f.yaml:27: drift.detectors.error-rise.slices[1]: 'country' is named twice; name each feature once"),
    FileFault(
      "on: error,", "on: error, maximum_slices: 5,",
      "f.yaml:27: drift.detectors.error-rise.maximum_slices: applies to `slices:` only; remove it"),
    FileFault(
      "on: error,", "on: error, slices: [country], maximum_slices: 0,",
      "f.yaml:27: drift.detectors.error-rise.maximum_slices: 0 is out of range; give a whole number from 1 to 1000"),
    FileFault(
      "on: score,", "on: score, slices: [country],",
      "f.yaml:26: drift.detectors.score-shift.reference: is missing; training is not known slice by slice; give "
        + "`first 10000`"),
    FileFault(
      "on: error,", "on: dead-letter-rate, slices: [country],",
      "f.yaml:27: drift.detectors.error-rise.slices: dead-letter-rate is of records that have no features to slice them "
        + "by; remove it"),
    FileFault(
      "threshold: 0.2", "slices: [country], maximum_slices: 1000, reference: first 20000",
      "f.yaml:25: drift.detectors.feature-shift: would keep 120240000 values for its reference; give fewer first rows, "
        + "features or slices: at most 100000000"),
  ]
}
