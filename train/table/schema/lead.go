// Which of the columns that are equal in every row is modelled.

package schema

import "slices"

// lead decides, before words are set for a column, which of the columns that equal it is modelled: a duplicate to which
// the words apply, and another one if the column is to be left out.
func (s *Schema) lead(c *Column, words []string) {
	isKind := func(word string) bool { return kinds[word] != "" }
	switch {
	case c.Kind == Duplicate && !slices.ContainsFunc(words, isKind):
		if like, err := s.Column(c.Of); err == nil {
			s.exchange(c, like)
		}
	case slices.Contains(words, "leftout"):
		of := func(d *Column) bool { return d.Kind == Duplicate && d.Of == c.Name }
		if k := slices.IndexFunc(s.columns(), of); k >= 0 {
			s.exchange(s.columns()[k], c)
		}
	}
}

// exchange makes a duplicate the column that is modelled, and that column and its other duplicates duplicates of it.
func (s *Schema) exchange(duplicate, like *Column) {
	was := *like
	*like = *duplicate
	like.Name, like.Type, like.Layout = was.Name, was.Type, was.Layout
	was.Name, was.Type, was.Layout = duplicate.Name, duplicate.Type, duplicate.Layout
	*duplicate = was
	for _, c := range s.columns() {
		if c.Kind == Duplicate && (c.Of == like.Name || c == like) {
			c.Of = duplicate.Name
		}
	}
}
