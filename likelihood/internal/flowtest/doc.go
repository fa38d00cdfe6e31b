// Package flowtest holds what tests of flows share: fields, data and comparisons. It does not import package
// likelihood, whose own tests import it.
package flowtest
