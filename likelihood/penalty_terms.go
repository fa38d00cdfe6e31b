package likelihood

import G "gorgonia.org/gorgonia"

// addPenalty is the right-hand side of one penalty, R×1.
func addPenalty(r *rightSide, kind penaltyKind) *G.Node {
	switch kind {
	case kinetic:
		return r.squaredNorm(r.f)
	case frobenius:
		return r.meanOverProbes(func(_ int, pulled *G.Node) *G.Node { return r.squaredNorm(pulled) })
	case directional:
		if r.chain != nil {
			return r.squaredNorm(r.chain.pushforward(r.b, r.f))
		}
		return r.squaredNorm(r.orZero(r.b.JVP([]*G.Node{r.f}, []*G.Node{r.z}, []*G.Node{r.f})))
	}
	wrt, tangents := []*G.Node{r.z, r.t}, []*G.Node{r.f, onesLike(r, r.t)}
	return r.squaredNorm(r.orZero(r.b.JVP([]*G.Node{r.f}, wrt, tangents)))
}

func onesLike(r *rightSide, t *G.Node) *G.Node {
	return asColumnLike(r, r.b.Const(1, 1, []float64{1}), t)
}

func asColumnLike(r *rightSide, x, like *G.Node) *G.Node {
	if r.b.IsPerRow(like) {
		return r.asColumn(x)
	}
	return x
}
