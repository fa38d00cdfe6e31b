package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// Region is a run of groups that compute for rows, block after block, or of groups that compute what they share.
type Region struct {
	From, To int // groups
	Rows     bool
}

// cutSections finds them.
func (pl *Plan) cutSections() {
	for i := range pl.Groups {
		rows := pl.Groups[i].Steps[0].isForRows()
		if k := len(pl.Regions) - 1; k >= 0 && i != pl.Run && pl.Regions[k].Rows == rows {
			pl.Regions[k].To = i + 1
			continue
		}
		pl.Regions = append(pl.Regions, Region{i, i + 1, rows})
	}
}

// lengthenFixed keeps what all rows share to the end of the section that reads it last: the blocks of rows go through a
// section one after another.
func (pl *Plan) lengthenFixed() {
	for _, s := range pl.Regions {
		for _, g := range pl.Groups[s.From:s.To] {
			for _, st := range g.Steps {
				for _, v := range append(Reads(st), st.V) {
					if v.Batch == 0 && v.Last >= s.From && v.Last < s.To {
						v.Last = s.To - 1
					}
				}
			}
		}
	}
}

// isPassing reports whether a per-row value is written and read for the last time in one section.
func (pl *Plan) isPassing(v *ir.Value) bool {
	for _, s := range pl.Regions {
		if v.Position >= s.From && v.Position < s.To {
			return v.Last < s.To
		}
	}
	return false
}

// arenaOf is the arena for a value.
func (pl *Plan) arenaOf(v *ir.Value) ir.Place {
	switch {
	case v.Batch == 0:
		return ir.PlaceFixed
	case pl.Blocks > 1 && pl.isPassing(v):
		return ir.PlacePassing
	}
	return ir.PlaceRows
}
