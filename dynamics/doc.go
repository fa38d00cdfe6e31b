// Package dynamics builds the right-hand sides f(t, z; θ) of neural ordinary differential
// equations dz/dt = f as expression graphs.
//
// A Field adds f to a graph and holds the parameters θ. Five constructors return one:
//
//   - NewMLP: a multi-layer perceptron whose layers depend on the time t, with the layers of FFJORD (Grathwohl et al.
//     2019), the usual activations, and optional residual connections and layer normalisation;
//   - NewConv: a network of convolutions over images, with FFJORD's layers;
//   - NewHollow: a network of a conditioner and a transformer, whose exact trace costs hardly more than the network, at
//     any depth (Chen and Duvenaud 2019);
//   - NewField: a user's function in operations of a graph.Builder;
//   - FromFunc: a user's function in plain Gorgonia operations.
//
// Building a graph computes nothing. Build runs once; the solver runs the compiled graph as often as it needs f.
//
// Shapes: a batch has R rows. z is R×D, a condition c is R×C, and t is either 1×1 (one time for all rows) or R×1 (a
// time for each row); f is R×D. A row of f depends on the same row of its arguments and on nothing else.
package dynamics
