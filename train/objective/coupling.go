// Couplings: the pairing of draws of the base with rows of data.

package objective

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/objective/internal/assignment"
	"github.com/pkg/errors"
)

// Coupling pairs draws of the base with rows of a batch.
type Coupling int

const (
	// Independent pairs them as they come.
	Independent Coupling = iota
	// OptimalTransport pairs them so that the sum of their squared distances is the least possible (Tong et al., 2024;
	// Pooladian et al., 2023). Paths then cross less and are straighter, so a solve takes fewer evaluations. The
	// pairing is exact and costs at worst O(N³) for a batch of N rows, O(N log N) if they have one column. Rows are paired only among rows of equal
	// conditions, since the draws would otherwise depend on the condition. For the same reason rows with weights are
	// first resampled by their weights.
	OptimalTransport
)

var couplingNames = [...]string{"Independent", "OptimalTransport"}

// String names the coupling, or gives its number if there is no such coupling.
func (c Coupling) String() string {
	if c < 0 || int(c) >= len(couplingNames) {
		return fmt.Sprintf("Coupling(%d)", int(c))
	}
	return couplingNames[c]
}

func (c Coupling) check(rows int) error {
	switch {
	case c < Independent || c > OptimalTransport:
		return errors.Wrapf(likelihood.ErrSettings, "%v is no coupling", c)
	case c == OptimalTransport && rows == 1:
		return errors.Wrap(likelihood.ErrSettings, "a coupling over one row joins nothing; want a Batch of 2 or more, or Independent")
	}
	return nil
}

// join orders the draws of the base as the rows of p with which they are paired. It may resample the rows.
func (c Coupling) join(ctx context.Context, start [][]float64, p *path, seed uint64) ([][]float64, error) {
	if c == Independent {
		return start, nil
	}
	p.resample(seed)
	joined := make([][]float64, len(start))
	for _, group := range p.groups() {
		to, err := p.pair(ctx, start, group)
		if err != nil {
			return nil, err
		}
		for k, i := range group {
			joined[i] = start[group[to[k]]]
		}
	}
	return joined, nil
}

// pair returns, for each row of a group, the place in the group of its draw.
func (p *path) pair(ctx context.Context, start [][]float64, group []int) ([]int, error) {
	if len(p.x[group[0]]) == 1 {
		return p.byRank(start, group)
	}
	cost, err := p.costs(ctx, start, group)
	if err != nil {
		return nil, err
	}
	to, err := assignment.Solve(ctx, cost)
	return to, errors.Wrap(err, "squared distances of rows to draws of the base")
}

// byRank pairs rows of one column with draws of their rank: no pairing has a smaller sum of squared distances.
func (p *path) byRank(start [][]float64, group []int) ([]int, error) {
	rows, draws := ascending(p.x, group), ascending(start, group)
	for _, i := range group {
		for _, end := range []int{draws[0], draws[len(draws)-1]} {
			if squared := squaredDistance(p.x[i], start[group[end]]); !(squared <= assignment.Largest) {
				return nil, p.tooFar(i, squared)
			}
		}
	}
	to := make([]int, len(group))
	for rank, k := range rows {
		to[k] = draws[rank]
	}
	return to, nil
}

// ascending returns the places in a group in the order of the only column of x.
func ascending(x [][]float64, group []int) []int {
	places := make([]int, len(group))
	for k := range places {
		places[k] = k
	}
	slices.SortStableFunc(places, func(k, l int) int { return cmp.Compare(x[group[k]][0], x[group[l]][0]) })
	return places
}

// costs returns the squared distances of the rows of a group to its draws.
func (p *path) costs(ctx context.Context, start [][]float64, group []int) ([][]float64, error) {
	cost := make([][]float64, len(group))
	for k, i := range group {
		if err := ctx.Err(); err != nil {
			return nil, errors.WithStack(err)
		}
		cost[k] = make([]float64, len(group))
		for l, j := range group {
			if cost[k][l] = squaredDistance(p.x[i], start[j]); !(cost[k][l] <= assignment.Largest) {
				return nil, p.tooFar(i, cost[k][l])
			}
		}
	}
	return cost, nil
}

// tooFar is the error of a row whose squared distance to a draw is too large.
func (p *path) tooFar(row int, squared float64) error {
	reason := errors.Wrapf(likelihood.ErrNotFinite, "its squared distance to a draw of the base is %v, want %v at most", squared, assignment.Largest)
	if p.from != nil {
		row = p.from[row]
	}
	return errors.WithStack(&likelihood.RowsError{Rows: []int{row}, Reasons: []error{reason}, Total: len(p.x)})
}

// resample draws the rows by their weights, so that all count equally. It draws evenly spaced from one random number
// (systematic resampling).
func (p *path) resample(seed uint64) {
	if p.w == nil {
		return
	}
	n, total := len(p.w), 0.0
	for _, w := range p.w {
		total += w
	}
	at, passed, k := float64(rand.New(rand.NewPCG(seed, streamChoice)).Float64()), p.w[0], 0
	drawn := path{w: make([]float64, n)}
	for i := range n {
		for (at+float64(i))*total/float64(n) > passed && k < n-1 {
			k++
			passed += p.w[k]
		}
		drawn.x, drawn.w[i], drawn.from = append(drawn.x, p.x[k]), total/float64(n), append(drawn.from, k)
		if p.c != nil {
			drawn.c = append(drawn.c, p.c[k])
		}
	}
	*p = drawn
}

// groups returns the rows of equal conditions.
func (p *path) groups() (list [][]int) {
	place := map[string]int{}
	for i := range p.x {
		key := ""
		if p.c != nil {
			for _, v := range p.c[i] {
				key += fmt.Sprint(v+0, " ") // -0 + 0 is 0
			}
		}
		if _, known := place[key]; !known {
			place[key] = len(list)
			list = append(list, nil)
		}
		list[place[key]] = append(list[place[key]], i)
	}
	return list
}

func squaredDistance(x, y []float64) (sum float64) {
	for c, v := range x {
		sum += float64((v - y[c]) * (v - y[c]))
	}
	return sum
}
