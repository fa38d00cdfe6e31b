// Package cputime tells the processor time of the process, which neighbours on a machine disturb least.
package cputime
