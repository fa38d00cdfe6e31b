// The model: latency, bandwidth and arithmetic of an iteration by many ranks.

package main

import (
	"math"
	"time"
)

// link is how ranks reach each other.
type link struct {
	name      string  // "" of the one that was measured here
	latency   float64 // seconds, of a message
	each      float64 // seconds that a sender is busy with a message
	bandwidth float64 // bytes a second, in one direction
}

// links are models of Ethernet by TCP and of a fabric by RDMA, with nine tenths of the nominal bandwidth.
var links = []link{{"10 Gbit/s, TCP", 30e-6, 2e-6, 1.125e9}, {"100 Gbit/s, RDMA", 3e-6, 0.5e-6, 11.25e9}}

const (
	cores  = 16  // of a rank, each with a block of its own
	memory = 5e9 // bytes a second at which a rank copies and adds what it sends and receives
	passes = 4   // over these bytes: into parts, into MPI's buffers, out of them, and into the sum

	quietRows = 256 // of the blocks of which it is known how long they take
)

type prediction struct {
	exchange   time.Duration
	whole      time.Duration // what each rank does for all rows of a batch: chooses, checks and standardises them, draws their probes
	efficiency float64       // of ranks that wait for nothing else
}

// predict is the time of the exchanges of an iteration, in which each rank has so many cores, and each of them computes
// a block.
//
// The slices of a rank's sum go to all others, n-1 messages of a gradient together: its blocks are one branch of the
// tree, or two; then every rank sends the totals of its slice and the losses of its rows to all, in ⌈log₂ n⌉ rounds
// each (Bruck, or a ring for what is long: the bytes are the same); a last byte in as many rounds.
func predict(l link, ranks, cores, numbers int, of *network) prediction {
	n, bytes, blocks := float64(ranks), 8*float64(numbers), float64(cores)
	rounds, others := math.Ceil(math.Log2(n)), (n-1)/n
	slices := l.latency + (n-1)*l.each + bytes*others/l.bandwidth
	totals := rounds*l.latency + bytes*others/l.bandwidth
	losses := rounds*l.latency + 8*quietRows*blocks*(n-1)/l.bandwidth
	last := rounds * l.latency
	exchange := slices + totals + losses + last
	if l.name != "" { // a link that was measured has the copies in it
		exchange += passes * bytes / memory
	}
	compute, whole := of.block.Seconds(), of.row.Seconds()*n*blocks*quietRows
	return prediction{time.Duration(exchange * 1e9), time.Duration(whole * 1e9), compute / (compute + exchange + whole)}
}
