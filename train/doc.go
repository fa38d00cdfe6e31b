// Package train fits flows to data by maximum likelihood, or by another objective of package train/objective.
//
// Fit minimises the mean negative log-likelihood, or what Settings.Objective says, over shuffled mini-batches
// with Adam or another optimiser of package train/optim, scores held-out rows on the way and leaves the flow with the
// parameters that scored best:
//
//	result, err := train.Fit(ctx, flow, x, &train.Settings{Epochs: 30, Seed: 1})
//
// The data are standardised with the mean and deviation of the training rows, and so
// are their conditions; the flow keeps both: its densities, and the conditions that it
// takes, are in their own units.
//
// Auto needs no flow and no settings: it finds a density for any table by trying several kinds and says what it found:
//
//	choice, err := train.Auto(ctx, x, train.Budget{Time: time.Minute})
//	logp, err := choice.Density.LogProb(ctx, test)
//	fmt.Print(choice)
//
// Several processes train together where Settings.Peers says so, on one machine or on many: package train/mpi joins those that mpirun has started. Blocks of
// a batch are dealt out, and the sums of all of them are added in the order in which one process adds them, so that N ranks come to the weights of one.
//
// All randomness comes from Settings.Seed and the place in the run, so the same
// call gives the same weights, bit for bit, whatever the number of workers, and
// a run that was interrupted and goes on from its checkpoint file gives the
// weights that it would have given undisturbed.
//
// Cancelling ctx ends a run after the step at hand: Fit then returns the result
// so far together with an error that wraps ctx.Err(), and the flow has the best
// parameters found. The same holds for a run that diverges, see DivergedError.
package train
