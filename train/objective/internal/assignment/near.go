// Near columns: a row's cheapest columns without a look at all columns.

package assignment

import "math"

// near are the columns that were a row's cheapest when it looked at all columns, and the most that one of them cost.
// Prices only fall, so costs less prices only rise, and the other columns still cost bound or more.
type near struct {
	columns [8]int32
	known   int
	bound   float64
}

// cheapest returns the least and the second least cost less price of a row, and the column of the least. It looks at
// all columns only if another than the near ones may be among the two.
func (s *solver) cheapest(i int) (least, second float64, at int) {
	if least, second, at = s.cheapestNear(i); second > s.near[i].bound {
		s.look(i)
		least, second, at = s.cheapestNear(i)
	}
	return least, second, at
}

// cheapestNear is cheapest among the near columns.
func (s *solver) cheapestNear(i int) (least, second float64, at int) {
	least, second = math.Inf(1), math.Inf(1)
	costs, list := s.cost[i], &s.near[i]
	for _, j := range list.columns[:list.known] {
		switch c := costs[j] - s.price[j]; {
		case c < least:
			least, second, at = c, least, int(j)
		case c < second:
			second = c
		}
	}
	return least, second, at
}

// look finds the near columns of a row among all columns.
func (s *solver) look(i int) {
	list := near{known: min(len(near{}.columns), s.n), bound: math.Inf(1)}
	var values [len(list.columns)]float64
	for k := range values {
		values[k] = math.Inf(1)
	}
	price, last := s.price[:len(s.cost[i])], len(values)-1
	for j, c := range s.cost[i] {
		if c -= price[j]; c < list.bound {
			k := last
			for ; k > 0 && values[k-1] > c; k-- {
				values[k], list.columns[k] = values[k-1], list.columns[k-1]
			}
			values[k], list.columns[k] = c, int32(j)
			list.bound = values[last]
		}
	}
	s.near[i] = list
}
