// Package ode holds the words in which an initial-value problem is posed and answered: System,
// Problem, Event and Solution, and the errors that tell what is wrong with them.
package ode
