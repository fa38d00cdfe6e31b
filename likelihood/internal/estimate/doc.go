// Package estimate adds the traces that trace.Settings ask for to right-hand sides, and predicts their cost. An
// estimator is a file: a type with the methods of the interface estimator, and a line in the table of estimators; its
// trace.Method is in likelihood/trace.
package estimate
