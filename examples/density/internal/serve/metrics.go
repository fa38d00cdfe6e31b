// The service's counters, for Prometheus.

package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	rows     *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	underWay prometheus.Gauge
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "density_requests_total", Help: "Requests, by call and status."}, []string{"call", "status"}),
		rows:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "density_rows_total", Help: "Rows scored or drawn, by call."}, []string{"call"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "density_request_seconds", Help: "Time from a request's header to the end of its answer, by call.",
			Buckets: prometheus.ExponentialBuckets(100e-6, 2.5, 14)}, []string{"call"}),
		underWay: prometheus.NewGauge(prometheus.GaugeOpts{Name: "density_requests_under_way", Help: "Requests under way."}),
	}
	m.registry.MustRegister(m.requests, m.rows, m.seconds, m.underWay, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) seen(call string, status, rows int, took time.Duration) {
	m.requests.WithLabelValues(call, strconv.Itoa(status)).Inc()
	m.rows.WithLabelValues(call).Add(float64(rows))
	m.seconds.WithLabelValues(call).Observe(took.Seconds())
}
