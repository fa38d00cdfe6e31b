// Package matching differentiates a regression of a field on velocities: one compiled program for a block of rows, without a solve.
package matching
