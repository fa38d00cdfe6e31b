// The service of the page: this machine's loopback address unless another is given, and four paths.

package live

import (
	"context"
	"embed"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pkg/errors"
)

//go:embed web
var web embed.FS

// Listen listens; an address without a host means this machine alone.
func Listen(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, errors.Errorf("-http %q: want HOST:PORT, or :PORT for this machine alone", address)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	return l, errors.WithMessage(err, "-http "+address)
}

// Serve serves the page, and has pictures drawn, until the context ends.
func (p *Page) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: p.handler(isLoopback(l.Addr().String())), ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	go p.paint(ctx)
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return errors.WithStack(err)
	}
	return nil
}

// Seen waits for a browser that has the page open to get what is new, for two seconds at most.
func (p *Page) Seen() {
	for end := time.Now().Add(2 * time.Second); p.watched() && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		p.mu.Lock()
		all := p.seen == p.version && p.got == p.pictures
		p.mu.Unlock()
		if all {
			return
		}
	}
}

// handler answers requests. A page for this machine alone answers only requests to one of the machine's own names, so
// that no page of another site can read it.
func (p *Page) handler(alone bool) http.Handler {
	mux := http.NewServeMux()
	for path, name := range map[string]string{"GET /{$}": "page.html", "GET /page.js": "page.js", "GET /page.css": "page.css"} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, web, "web/"+name) })
	}
	mux.HandleFunc("GET /state.json", p.serveState)
	mux.HandleFunc("GET /picture.png", p.servePicture)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if alone && !isLoopback(r.Host) {
			http.Error(w, "this page is for this machine alone", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r)
	})
}

// isLoopback says that a host, with a port or without, is this machine.
func isLoopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (p *Page) serveState(w http.ResponseWriter, _ *http.Request) {
	s := p.state()
	text, err := json.Marshal(s)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(text); err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last.Iteration > 0 && time.Since(p.asked) > watching { // a browser that has just come need not wait for a score
		p.wake()
	}
	p.asked = time.Now()
	p.seen = max(p.seen, s.Version)
}

func (p *Page) servePicture(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	png, n := p.picture, p.pictures
	p.mu.Unlock()
	if png == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	if _, err := w.Write(png); err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = max(p.got, n)
}
