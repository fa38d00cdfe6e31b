// Package objective holds what a training can descend: an Objective is a value for train.Settings.
//
//   - MaximumLikelihood is the mean negative log-likelihood, by a solve there and back. It is the default.
//   - FlowMatching is the regression of the field on the velocities of paths from the base to the data (Lipman et al., 2023; Albergo and
//     Vanden-Eijnden, 2023; Liu et al., 2023), without a solve: a step costs what a few evaluations of the field cost.
//   - Target is the reverse Kullback-Leibler divergence from an unnormalised density, by samples of the flow: variational inference.
//
// A flow that was trained by flow matching is the same flow, with the same exact log-density: that is what held-out rows are scored by,
// in nats, whatever the objective. Times are those of package likelihood: s goes from 0 at the base (Settings.T0) to 1 at the data
// (Settings.T1), and points are standardised.
//
// # Parts of a batch
//
// The gradient of a Batch is a sum over its rows, each with its weight. A Loss gives it for the rows Lo … Hi alone, with what is random
// drawn for the whole batch, so that parts that are found elsewhere add up to it. The exception is a stack whose norms take a share of the
// batch's own moments.
package objective
