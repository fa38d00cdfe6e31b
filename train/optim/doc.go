// Package optim holds the optimisers of a fit: an Optimizer is a value for train.Settings.
//
//   - Adam (Kingma and Ba, 2015), with a WeightDecay AdamW (Loshchilov and Hutter, 2019). It is the default.
//   - SGD is gradient descent, optionally with momentum (Polyak, 1964; Nesterov, 1983).
//   - LBFGS is the quasi-Newton method of Liu and Nocedal (1989) with a line search, by gonum/optimize. It needs a loss that is the same in
//     every step, so a step takes all rows; few steps reach an optimum to many digits.
//
// Any other type with the methods Traits and Start is an Optimizer too. Weights, gradients and all that is kept between
// steps are float64 whatever the type of the parameters; the result of a step is rounded once.
package optim
