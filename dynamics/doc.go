// Package dynamics builds the right-hand sides f(t, z; θ) of neural ordinary differential
// equations dz/dt = f as expression graphs.
//
// A Field adds f to a graph and holds the parameters θ. Five kinds are ready:
//
//   - NewMLP: a multi-layer perceptron whose layers know the time t, with the layers of FFJORD
//     (Grathwohl et al. 2019) and the usual activations, and with residual connections and layer
//     normalisation where they are asked for;
//   - NewConv: a network of convolutions over images, of FFJORD's layers too;
//   - NewHollow: a network of a conditioner and a transformer, whose exact trace costs next to
//     nothing at any depth (Chen and Duvenaud 2019);
//   - NewField: an own function in terms of a graph.Builder;
//   - FromFunc: an own function in plain Gorgonia operations.
//
// Nothing is computed when a graph is built. Build runs once; the graph is compiled, and the
// solver runs the compiled program as often as it needs f.
//
// Shapes: a batch has R rows. z is R×D, a condition c is R×C, and t is either 1×1 (all rows at
// one time) or R×1 (every row at its own); f is R×D. A row of f depends on the same row of its
// arguments and on nothing else.
package dynamics
