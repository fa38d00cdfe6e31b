// Package base holds the densities p0 that flows start from, and the interfaces of a user's base.
//
// A base is a type with LogProb. Gradients of a flow need a Scorer, samples one of StreamSampler, Quantiler and Rander. The
// parameters of a Trainable base are trained with the flow's. gonum's distributions are bases. Check says whether the
// methods of a base belong to one density; New calls it.
//
// Log-densities are in nats. Standard, Gaussian and Mixture compute in float64 whatever the field does.
package base
