// Regions: runs of groups that one row block passes after another.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// Region is a run of groups that compute for rows, one row block after another, or of groups that compute what rows share.
type Region struct {
	From, To int // indices of groups
	Rows     bool
}

// cutRegions finds the regions. A sum over rows is complete only at the end of its region, so its readers are in another
// one.
func (pl *Plan) cutRegions() {
	summed := make(map[*ir.Value]bool)
	for i, g := range pl.Groups {
		rows := g.Steps[0].isForRows()
		if k := len(pl.Regions) - 1; k >= 0 && i != pl.Run && pl.Regions[k].Rows == rows && !(rows && g.readsAny(summed)) {
			pl.Regions[k].To = i + 1
		} else {
			pl.Regions = append(pl.Regions, Region{i, i + 1, rows})
			clear(summed)
		}
		if v := g.Steps[0].V; rows && v.Batch == 0 {
			summed[v] = true
		}
	}
}

// readsAny reports whether a step of the group reads one of the values.
func (g Group) readsAny(values map[*ir.Value]bool) bool {
	for _, st := range g.Steps {
		for _, r := range Reads(st) {
			if values[r] {
				return true
			}
		}
	}
	return false
}

// lengthenFixed keeps a value that all rows share to the end of the region that reads it last, since one row block after
// another passes the region.
func (pl *Plan) lengthenFixed() {
	for _, s := range pl.Regions {
		for _, g := range pl.Groups[s.From:s.To] {
			for _, st := range g.Steps {
				for _, v := range append(Reads(st), st.V) {
					if last := &pl.Of(v).Last; v.Batch == 0 && *last >= s.From && *last < s.To {
						*last = s.To - 1
					}
				}
			}
		}
	}
}

// isPassing reports whether a per-row value is written and last read in one region.
func (pl *Plan) isPassing(v *ir.Value) bool {
	of := pl.Of(v)
	for _, s := range pl.Regions {
		if of.Position >= s.From && of.Position < s.To {
			return of.Last < s.To
		}
	}
	return false
}

// arenaOf returns the arena for a value.
func (pl *Plan) arenaOf(v *ir.Value) Storage {
	switch {
	case v.Batch == 0:
		return StorageFixed
	case pl.Blocks > 1 && pl.isPassing(v):
		return StoragePassing
	}
	return StorageRows
}
