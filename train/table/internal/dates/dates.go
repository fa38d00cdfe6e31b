// Package dates bounds the dates that files hold.
package dates

import "time"

// Dates of more years from 1970 than MostYears are none, and neither are those of more seconds: databases write infinite
// ones as the largest and the least number.
const (
	MostYears   = 100_000
	MostSeconds = MostYears * 366 * 86400
)

// IsPlausible refuses dates of years that are none.
func IsPlausible(date time.Time) bool {
	return -MostSeconds <= date.Unix() && date.Unix() <= MostSeconds
}
