// Package figure draws what the examples show: a data set, the density fitted
// to it and samples of that density side by side on the same axes, and the
// curve of a training run.
//
// Both pictures are dark, so that empty space is dark too. The three panels
// share one ramp of colours, which gets lighter evenly to the eye.
package figure
