// Package torch takes weights in from PyTorch and gives them back.
package torch
