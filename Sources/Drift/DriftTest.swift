/// The tests on offer, by the name that a pipeline file gives them.
package enum DriftTest: String, CaseIterable, Sendable {
  // Of windows, against the reference of the live model.
  case psi, ks, chi2, js, wasserstein
  // Of windows' counts.
  case poisson
  // Of each value as it comes.
  case adwin
  case pageHinkley = "page_hinkley"
  case ddm, eddm
  case hddmA = "hddm_a"
  case hddmW = "hddm_w"
  case kswin, stepd, seed
  case likelihoodRatio = "glr"
  case eDetector = "e_detector"
}
