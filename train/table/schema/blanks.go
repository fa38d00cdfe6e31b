// Blanks at the ends of texts: no part of a field of CSV, and kept by other formats.

package schema

import "strings"

// addBare makes levels known without the blanks at their ends, unless two would be the same.
func addBare(levelOf map[string]int) {
	bare, twice := map[string]int{}, map[string]bool{}
	for level, i := range levelOf {
		text := strings.TrimSpace(level)
		_, twice[text] = bare[text]
		bare[text] = i
	}
	for text, i := range bare {
		if _, known := levelOf[text]; !known && !twice[text] && text != "" {
			levelOf[text] = i
		}
	}
}

// isSameBare reports whether two texts are the same without the blanks at their ends.
func isSameBare(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }
