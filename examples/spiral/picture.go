package main

import "io"

type pic struct{}

func (pic) Write(io.Writer) error { return nil }

func draw(truth, learned *equation, data, path []float64) (*pic, error) { return &pic{}, nil }
