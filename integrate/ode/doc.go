// Package ode holds the types in which an initial-value problem is posed and answered: System, Problem, Event and
// Solution, and the errors that say what is wrong with them.
package ode
