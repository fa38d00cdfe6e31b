// Package numeric holds numerical functions that the packages of likelihood share.
package numeric
