// Package cputime measures the processor time of the process, which other processes on the machine disturb least.
package cputime
