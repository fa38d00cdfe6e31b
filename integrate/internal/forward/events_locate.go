// Locating the zeros of event functions in a step.

package forward

import "slices"

// locate finds the zeros in the queued brackets. It evaluates all lanes at once, one bracket a lane at a time.
func (e *eventFinder[T]) locate() error {
	for rest := e.queue; len(rest) > 0; {
		batch := oneALane(rest)
		rest = rest[len(batch):]
		for !allLocated(batch) {
			if err := e.narrow(batch); err != nil {
				return err
			}
		}
		e.found = append(e.found, batch...)
	}
	return nil
}

// oneALane moves one bracket of each lane to the front of a queue.
func oneALane(queue []bracket) []bracket {
	n := 0
	for i := range queue {
		if !slices.ContainsFunc(queue[:n], func(c bracket) bool { return c.lane == queue[i].lane }) {
			queue[n], queue[i] = queue[i], queue[n]
			n++
		}
	}
	return queue[:n]
}

func allLocated(batch []bracket) bool {
	return !slices.ContainsFunc(batch, func(c bracket) bool { return !c.done })
}

// narrow evaluates the function of each bracket of a batch once more.
func (e *eventFinder[T]) narrow(batch []bracket) error {
	for i := range batch {
		batch[i].done = batch[i].done || batch[i].located()
		if !batch[i].done {
			e.put(batch[i].lane, batch[i].guess())
		}
	}
	if err := e.run(); err != nil {
		return err
	}
	for i := range batch {
		if !batch[i].done {
			batch[i].update(batch[i].guess(), e.at(batch[i].event, batch[i].lane))
		}
	}
	return nil
}
