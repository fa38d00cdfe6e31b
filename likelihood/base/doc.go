// Package base holds the densities p0 that flows start from, and what a density of one's own has to bring.
//
// A base is a type with LogProb. Scorer lets a flow have gradients, one of StreamSampler, Quantiler and Rander samples, and Trainable
// parameters that are trained with the flow's. gonum's distributions fit as they stand. Check says whether the methods of a base are
// those of one density; flows call it when they are made.
//
// Log-densities are in nats. Standard, Gaussian and Mixture compute in float64 whatever the field does.
package base
