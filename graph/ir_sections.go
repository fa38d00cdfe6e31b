package graph

// sectionPlan is a run of groups that compute for rows, block after block, or of groups that compute what they share.
type sectionPlan struct {
	from, to int // groups
	rows     bool
}

// cutSections finds them.
func (pl *plan) cutSections() {
	for i := range pl.groups {
		rows := pl.groups[i].steps[0].isForRows()
		if k := len(pl.sections) - 1; k >= 0 && i != pl.run && pl.sections[k].rows == rows {
			pl.sections[k].to = i + 1
			continue
		}
		pl.sections = append(pl.sections, sectionPlan{i, i + 1, rows})
	}
}

// lengthenFixed keeps what all rows share to the end of the section that reads it last: the blocks of rows go through a
// section one after another.
func (pl *plan) lengthenFixed() {
	for _, s := range pl.sections {
		for _, g := range pl.groups[s.from:s.to] {
			for _, st := range g.steps {
				for _, v := range append(reads(st), st.v) {
					if v.batch == 0 && v.last >= s.from && v.last < s.to {
						v.last = s.to - 1
					}
				}
			}
		}
	}
}

// isPassing reports whether a per-row value is written and read for the last time in one section.
func (pl *plan) isPassing(v *value) bool {
	for _, s := range pl.sections {
		if v.position >= s.from && v.position < s.to {
			return v.last < s.to
		}
	}
	return false
}

// arenaOf is the arena for a value.
func (pl *plan) arenaOf(v *value) place {
	switch {
	case v.batch == 0:
		return placeFixed
	case pl.blocks > 1 && pl.isPassing(v):
		return placePassing
	}
	return placeRows
}
