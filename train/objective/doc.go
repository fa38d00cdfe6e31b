// Package objective holds the losses of a training: an Objective is a value for train.Settings.
//
//   - MaximumLikelihood is the mean negative log-likelihood, by a forward and a backward solve. It is the default.
//   - FlowMatching is the regression of the field on the velocities of paths from the base to the data (Lipman et al.,
//     2023; Albergo and Vanden-Eijnden, 2023; Liu et al., 2023), without a solve: a step costs as much as a few
//     evaluations of the field.
//   - Target is the reverse Kullback-Leibler divergence from an unnormalised density, by samples of the flow: variational inference.
//
// A flow trained by flow matching has the same exact log-density, in nats, as any flow. Held-out rows are scored by it
// whatever the objective. Times are those of package likelihood: s goes from 0 at the base (Settings.T0) to 1 at the
// data (Settings.T1), and points are standardised.
//
// # Parts of a batch
//
// The gradient of a Batch is a sum over its rows, each with its weight. A Loss returns the part of the rows Lo … Hi−1,
// with random numbers drawn for the whole batch, so that parts computed by several processes add up to the gradient.
// The exception is a stack whose norms take a share of the batch's own moments.
package objective
