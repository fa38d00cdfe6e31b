// Package train fits flows to data by maximum likelihood, or by another objective of package train/objective.
//
// Fit minimises the mean negative log-likelihood, or Settings.Objective, over shuffled mini-batches, with Adam or
// another optimiser of package train/optim. It scores held-out rows during the run and leaves the flow with the
// parameters of the best score:
//
//	result, err := train.Fit(ctx, flow, x, &train.Settings{Iterations: 2000, Seed: 1})
//
// A flow takes a thousand steps and more, whatever the number of rows: an epoch of less than 1024 rows is a single step.
//
// Data and conditions are standardised with the mean and standard deviation of the training rows. The flow keeps these
// moments: it takes data and conditions, and gives densities, in the data's units.
//
// Auto needs no flow and no settings: it tries several kinds of densities for a table and reports what it found:
//
//	choice, err := train.Auto(ctx, x, train.Budget{Time: time.Minute})
//	logp, err := choice.Density.LogProb(ctx, test)
//	fmt.Print(choice)
//
// Several processes, on one machine or on many, train together with Settings.Peers: package train/mpi joins processes
// that mpirun has started. Row blocks of a batch are dealt out to the processes. Their sums are added in the order in
// which a single process adds them, so that N ranks come to the weights of a single one.
//
// All random numbers depend on Settings.Seed and on the iteration and row that they are for. So the same call gives the
// same weights, bit for bit, whatever the number of workers. A run that is interrupted and resumed from its checkpoint
// file gives the weights that it would have given without the interruption.
//
// Cancelling ctx ends a run after the current step: Fit then returns the result so far together with an error that
// wraps ctx.Err(), and the flow has the best parameters found. The same holds for a run that diverges, see
// DivergedError.
package train
