// Positions on the earth: read from a file or made, as unit vectors, and split.

package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// byteOrderMark begins texts in UTF-8 of some programs, such as spreadsheets.
const byteOrderMark = "\ufeff"

// points are unit vectors.
type points struct{ x [][]float64 }

func (o *options) points() (*points, error) {
	if o.data == "" {
		return made(o.rows)
	}
	records, err := readRecords(o.data)
	if err != nil {
		return nil, err
	}
	p := &points{}
	for i, record := range records {
		for j := range record {
			record[j] = strings.TrimSpace(record[j])
		}
		if i == 0 && areNames(record) {
			if areSwapped(record) {
				return nil, fmt.Errorf("%s: columns %q, want latitude and then longitude", o.data, record)
			}
			continue
		}
		latitude, longitude, err := degrees(record)
		if err != nil {
			return nil, fmt.Errorf("%s, row %d: %w", o.data, len(p.x)+1, err)
		}
		p.x = append(p.x, vector(latitude, longitude))
	}
	if len(p.x) < leastRows {
		return nil, fmt.Errorf("%s: %d rows, want %d or more", o.data, len(p.x), leastRows)
	}
	return p, nil
}

// readRecords reads the fields of a CSV file, which may be compressed.
func readRecords(path string) ([][]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	in, err := table.NewInput(file, path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer in.Close()
	if mark := []byte(byteOrderMark); bytes.HasPrefix(in.Head(), mark) {
		_, _ = io.CopyN(io.Discard, in, int64(len(mark))) // they have been read
	}
	r := csv.NewReader(in)
	r.Comment, r.TrimLeadingSpace = '#', true
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return records, nil
}

// areNames says that a record has the names of the columns: none of its fields is a number.
func areNames(record []string) bool {
	return !slices.ContainsFunc(record, func(field string) bool {
		_, err := strconv.ParseFloat(field, 64)
		return err == nil
	})
}

// areSwapped says that names are those of longitude and latitude in this order: most longitudes pass for latitudes.
func areSwapped(names []string) bool {
	begins := func(name string, with ...string) bool {
		name = strings.ToLower(name)
		return slices.ContainsFunc(with, func(start string) bool { return strings.HasPrefix(name, start) })
	}
	return len(names) == 2 && (begins(names[0], "lon", "lng") || begins(names[1], "lat"))
}

func degrees(record []string) (latitude, longitude float64, err error) {
	if len(record) != 2 {
		return 0, 0, fmt.Errorf("%d columns, want latitude and longitude", len(record))
	}
	if latitude, err = strconv.ParseFloat(record[0], 64); err != nil || !(math.Abs(latitude) <= 90) {
		return 0, 0, fmt.Errorf("latitude %q, want degrees from -90 to 90", record[0])
	}
	if longitude, err = strconv.ParseFloat(record[1], 64); err != nil || !(math.Abs(longitude) <= 360) {
		return 0, 0, fmt.Errorf("longitude %q, want degrees from -360 to 360", record[1])
	}
	return latitude, longitude, nil
}

func vector(latitude, longitude float64) []float64 {
	sinLat, cosLat := math.Sincos(latitude * math.Pi / 180)
	sinLon, cosLon := math.Sincos(longitude * math.Pi / 180)
	return []float64{cosLat * cosLon, cosLat * sinLon, sinLat}
}

// made draws points about a curve that winds around the sphere, and a few anywhere: a density that a few bumps cannot have.
func made(n int) (*points, error) {
	rng := rand.New(rand.NewPCG(1, 0x6561727468))
	p := &points{}
	for range n {
		s := 2 * math.Pi * rng.Float64()
		about, err := manifold.NewMixture([]float64{0.95, 0.05}, [][]float64{vector(50*math.Sin(3*s), s*180/math.Pi), {0, 0, 1}}, []float64{300, 0})
		if err != nil {
			return nil, err
		}
		p.x = append(p.x, about.RandStream(make([]float64, 3), rng))
	}
	return p, nil
}

// parts are rows to train on, to choose by, and to score.
type parts struct{ train, validation, test [][]float64 }

// split deals rows at random: 80, 10 and 10 per cent.
func split(x [][]float64, seed uint64) *parts {
	order := rand.New(rand.NewPCG(seed, 0x73706c6974)).Perm(len(x))
	p := &parts{}
	for k, i := range order {
		switch {
		case 10*k < 8*len(x):
			p.train = append(p.train, x[i])
		case 10*k < 9*len(x):
			p.validation = append(p.validation, x[i])
		default:
			p.test = append(p.test, x[i])
		}
	}
	return p
}
