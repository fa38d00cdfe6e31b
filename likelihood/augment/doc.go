// Package augment makes densities of D columns by flows of D + A columns, whose A extra columns are drawn.
//
//	joint, err := likelihood.New(field, nil)     // a field of D + A columns
//	flow, err := augment.New(joint, extra)       // its last columns, A of them, are the extra ones
//	result, err := train.Fit(ctx, flow, x, nil)  // rows of D columns
//	bound, err := flow.LogProb(ctx, x)           // at most log p(x) in expectation, in nats
//
// A flow of D columns cannot cross itself; the extra columns let it pass where it would have to bend (Dupont et al.,
// Augmented neural ODEs, 2019). The flow computes the joint density p(x, e), not the density of x, which is ∫ p(x, e) de.
// So a Flow treats e variationally (Huang, Dinh, Courville: Augmented normalizing flows, 2020, eq. 4). With a fixed
// q = N(0, I), neither trained nor dependent on x,
//
//	log p(x) ≥ E_q[log p(x, e) - log q(e)],
//
// and Gradient ascends this bound. Scores use the bound of Burda, Grosse and Salakhutdinov (Importance weighted
// autoencoders, 2016, eq. 8) over Draws draws, log mean p(x, eₖ)/q(eₖ). It is a bound in
// expectation over the draws: the value of a row may be above log p(x). The expectation of its exponential is p(x), and
// it rises to log p(x) with the number of draws. It needs many draws where e, given x, scatters more widely than q.
// Joint densities with an estimated trace allow single draws only: the mean of the exponentials of several estimates is
// too high, and would not be a bound.
package augment
