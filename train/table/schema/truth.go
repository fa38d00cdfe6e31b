// Words for true and false, which formats and programs write in their own ways.

package schema

import "strconv"

// truths are the words that package strconv knows.
var truths = []string{"true", "True", "TRUE", "t", "T", "1", "false", "False", "FALSE", "f", "F", "0"}

// addTruths makes levels known by all words for true and false, if they are one of each at most.
func addTruths(levelOf map[string]int) {
	truthOf := map[bool]int{}
	for level, i := range levelOf {
		is, err := strconv.ParseBool(level)
		if _, twice := truthOf[is]; err != nil || twice {
			return
		}
		truthOf[is] = i
	}
	for _, word := range truths {
		is, _ := strconv.ParseBool(word)
		if i, known := truthOf[is]; known {
			levelOf[word] = i
		}
	}
}

// isSameTruth reports whether two words stand both for true or both for false.
func isSameTruth(a, b string) bool {
	x, err := strconv.ParseBool(a)
	y, other := strconv.ParseBool(b)
	return err == nil && other == nil && x == y
}
