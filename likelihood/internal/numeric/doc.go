// Package numeric holds the few functions of numbers that the packages of likelihood share.
package numeric
