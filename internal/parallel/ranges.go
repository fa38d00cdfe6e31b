// Ranges of items, and parts of vectors, whose work goroutines share where that is worth a start.

package parallel

import (
	"context"
	"runtime"
)

// Ranges calls do for ranges lo … hi−1 of n items of so many numbers each, in no particular order, and goroutines share
// them unless the numbers are few. The error is that of the first range that has one, whatever the number of goroutines; a
// panic is an error that names the place.
func Ranges(ctx context.Context, place string, n, numbers int, do func(lo, hi int) error) error {
	length, workers := rangeLength(numbers), runtime.GOMAXPROCS(0)
	if IsAlone(ctx) {
		workers = 1
	}
	return Do(ctx, place, workers, (n+length-1)/length, func(_, i int) error { return do(i*length, min((i+1)*length, n)) })
}

// IsFew says whether so many items of so many numbers each are one range.
func IsFew(n, numbers int) bool { return n <= rangeLength(numbers) }

// rangeLength is how many items of so many numbers each are a range.
func rangeLength(numbers int) int { return max(1, rangeNumbers/max(1, numbers)) }

// Parts calls do for the elements from … to−1 of each vector, as Ranges does.
func Parts(place string, vectors [][]float64, do func(vector, from, to int) error) error {
	total := 0
	for _, v := range vectors {
		total += len(v)
	}
	parts := make([][3]int, 0, len(vectors)+total/rangeNumbers)
	for i, v := range vectors {
		for from := 0; from < len(v); from += rangeNumbers {
			parts = append(parts, [3]int{i, from, min(from+rangeNumbers, len(v))})
		}
	}
	workers := min(runtime.GOMAXPROCS(0), total/rangeNumbers) // vectors may be short
	return Do(context.Background(), place, workers, len(parts), func(_, i int) error { return do(parts[i][0], parts[i][1], parts[i][2]) })
}

// rangeNumbers is how many numbers a goroutine takes at a time: it takes longer for them than it takes to start.
const rangeNumbers = 1 << 13
