// Package matching differentiates a regression of a field on velocities: one compiled program for a row block, without a
// solve.
package matching
