// Records for log/slog.

package record

import (
	"context"
	"log/slog"

	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/train"
)

// Slog logs each iteration with a score at level Info and the others at level Debug. nil means slog.Default(). NaN and
// ±Inf are texts where the handler writes JSON, as in JSONLines.
func Slog(logger *slog.Logger) train.Recorder { return &logged{logger} }

type logged struct{ logger *slog.Logger }

func (l *logged) Init() error {
	if l.logger == nil {
		l.logger = slog.Default()
	}
	return nil
}

func (l *logged) Record(r *train.Record) error {
	if r == nil {
		return nil
	}
	level, attributes := slog.LevelDebug, []slog.Attr{slog.Int("iteration", r.Iteration), slog.Int("epoch", r.Epoch), value("loss", r.Loss),
		value("norm", r.Norm), value("rate", r.Rate), value("evaluations", r.Evaluations), slog.Duration("elapsed", r.Elapsed)}
	if r.Scored() {
		level = slog.LevelInfo
		attributes = append(attributes, slog.Group("heldOut", value("loss", -r.Score.Mean), value("error", r.Score.Error),
			slog.Int("rows", r.Score.Rows), slog.Bool("best", r.Best)))
	}
	l.logger.LogAttrs(context.Background(), level, "training", attributes...)
	return nil
}

// value is a number, or what a handler that writes JSON can express in its place.
func value(key string, v float64) slog.Attr {
	if !finite.Is(v) {
		return slog.Any(key, number(v))
	}
	return slog.Float64(key, v)
}
