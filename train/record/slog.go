// Records for log/slog.

package record

import (
	"context"
	"log/slog"

	"github.com/gorgoflow/gorgoflow/train"
)

// Slog logs each iteration with a score at level Info and the others at level Debug. nil means slog.Default().
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
	level, attributes := slog.LevelDebug, []slog.Attr{slog.Int("iteration", r.Iteration), slog.Int("epoch", r.Epoch), slog.Float64("loss", r.Loss),
		slog.Float64("norm", r.Norm), slog.Float64("rate", r.Rate), slog.Float64("evaluations", r.Evaluations), slog.Duration("elapsed", r.Elapsed)}
	if r.Scored() {
		level = slog.LevelInfo
		attributes = append(attributes, slog.Group("heldOut", slog.Float64("loss", -r.Score.Mean), slog.Float64("error", r.Score.Error),
			slog.Int("rows", r.Score.Rows), slog.Bool("best", r.Best)))
	}
	l.logger.LogAttrs(context.Background(), level, "training", attributes...)
	return nil
}
