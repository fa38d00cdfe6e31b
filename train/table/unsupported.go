// Formats without a reader here, recognised by their bytes, with advice on what to do.

package table

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/gorgoflow/gorgoflow/train/table/internal/magic"
	"github.com/pkg/errors"
	utf16 "golang.org/x/text/encoding/unicode"
)

// magicBytes recognise a format by bytes at a fixed offset of its files.
type magicBytes struct {
	at           int
	bytes        string
	format, hint string
}

const (
	hintImport = "import github.com/gorgoflow/gorgoflow/train/table/"
	hintCSV    = "save it as CSV or Parquet"
	hintUnpack = "decompress it first"
)

// magics are common formats of tables and of the programs that send them. Those with an import come first: they are
// looked for only if the program does not import their reader.
var magics = []magicBytes{
	{0, "PAR1", "Parquet", hintImport + "parquet"},
	{0, "ARROW1", "Arrow", hintImport + "arrow"},
	{0, "\xff\xff\xff\xff", "an Arrow stream", hintImport + "arrow"},
	{0, "\x93NUMPY", "NumPy's npy", hintImport + "npy"},
	{0, "SQLite format 3\x00", "an SQLite database", "read a query of it by train/table/sqltable"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (OLE)", hintCSV},
	{0, "\x89HDF\r\n\x1a\n", "HDF5", hintCSV},
	{0, "FEA1", "Feather, version 1", "save it as Feather, version 2, which is Arrow"},
	{0, "ORC", "ORC", hintCSV},
	{0, "Obj\x01", "Avro", hintCSV},
	{0, "CDF\x01", "NetCDF", hintCSV},
	{0, "CDF\x02", "NetCDF", hintCSV},
	{0, "SIMPLE  =", "FITS", hintCSV},
	{0, "MATLAB 5.0 MAT-file", "a MATLAB file", hintCSV},
	{0, "RDX2\n", "R data", hintCSV},
	{0, "RDX3\n", "R data", hintCSV},
	{0, "X\n\x00\x00\x00", "R data (RDS)", hintCSV},
	{0, "<stata_dta>", "a Stata file", hintCSV},
	{0, "$FL2@(#)", "an SPSS file", hintCSV},
	{0, "\x28\xb5\x2f\xfd", "compressed by zstd", hintUnpack},
	{0, "\xfd7zXZ\x00", "compressed by xz", hintUnpack},
	{0, "\x04\x22\x4d\x18", "compressed by lz4", hintUnpack},
	{0, "\x1f\x8b", "compressed twice by gzip", hintUnpack},
	{0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", hintUnpack},
	{257, "ustar", "a tar archive", hintUnpack},
	{0, "%PDF-", "PDF", hintCSV},
	{0, "%%MatrixMarket", "Matrix Market", hintCSV},
	{0, "\x89PNG", "a PNG picture", hintCSV},
	{0, "\x80\x02", "Python's pickle", hintCSV},
	{0, "\x80\x03", "Python's pickle", hintCSV},
	{0, "\x80\x04", "Python's pickle", hintCSV},
	{0, "\x80\x05", "Python's pickle", hintCSV},
	{0, "\xff\xfe\x00\x00", "text in UTF-32", "save it in UTF-8"},
	{0, "\x00\x00\xfe\xff", "text in UTF-32", "save it in UTF-8"},
}

// begins reports whether a file begins with the magic bytes. Letters alone may be the name of a column, such as ORCID.
func (m *magicBytes) begins(head []byte) bool {
	isLetter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if strings.TrimFunc(m.bytes, isLetter) == "" {
		return magic.Begins(head, m.bytes)
	}
	return bytes.HasPrefix(head, []byte(m.bytes))
}

// unsupported returns a FormatError for a file of a recognised format without a reader; nil for one that may be CSV.
func unsupported(name string, head []byte) error {
	if name == "" {
		name = "what was given"
	}
	for _, m := range magics {
		if len(head) > m.at && m.begins(head[m.at:]) {
			return errors.WithStack(&FormatError{File: name, Format: m.format, Hint: m.hint})
		}
	}
	for _, tell := range []func([]byte) (format, hint string){tellZip, tellUTF16, tellText, tellBinary} {
		if format, hint := tell(head); format != "" {
			return errors.WithStack(&FormatError{File: name, Format: format, Hint: hint})
		}
	}
	return nil
}

// tellZip recognises zip files by the names in their first headers.
func tellZip(head []byte) (format, hint string) {
	has := func(name string) bool { return bytes.Contains(head, []byte(name)) }
	switch {
	case !bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "", ""
	case has("[Content_Types].xml") || has("xl/"):
		return "an Excel workbook (zip)", hintCSV
	case has("opendocument"):
		return "an OpenDocument file (zip)", hintCSV
	case has(".npy"):
		return "NumPy's npz (zip)", hintImport + "npy"
	}
	return "a zip archive", hintUnpack
}

// tellUTF16 recognises texts in UTF-16 that are not CSV, such as JSON lines that a shell of Windows has written.
func tellUTF16(head []byte) (format, hint string) {
	order, ok := utf16Order(head)
	if !ok {
		return "", ""
	}
	text, _ := utf16.UTF16(order, utf16.UseBOM).NewDecoder().Bytes(head)
	if format, hint = tellText(text); format == "" {
		return "", ""
	}
	if format == "JSON" {
		hint = "save it in UTF-8"
	}
	return format + " in UTF-16", hint
}

// tellText recognises texts that are not CSV.
func tellText(head []byte) (format, hint string) {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	start := strings.ToLower(string(text[:min(len(text), 64)]))
	rest := strings.TrimLeft(strings.TrimLeft(start, "[{"), " \t\r\n")
	switch {
	case strings.HasPrefix(start, "<!doctype") || strings.HasPrefix(start, "<html"):
		return "HTML", "download the file itself, not the page that shows it"
	case strings.HasPrefix(start, "<?xml"):
		return "XML", hintCSV
	case strings.HasPrefix(start, "version https://git-lfs"):
		return "a pointer of Git LFS", "fetch the file itself by git lfs pull"
	case arff.Match(text):
		return "ARFF", hintCSV
	case libsvm.Match(text):
		return "LIBSVM's sparse text", hintCSV
	case strings.HasPrefix(start, "{") && (strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "}")):
		return "JSON", hintLines()
	case strings.HasPrefix(start, "[") && strings.ContainsAny(rest[:min(len(rest), 1)], `"-[]{}0123456789`):
		return "JSON", hintLines()
	}
	return "", ""
}

// ARFF begins with comments and the name of the relation. A row of LIBSVM is a label and pairs of a column's number and
// its value.
var (
	arff   = regexp.MustCompile(`(?i)\A(\s*%[^\n]*\n|\s*\n)*\s*@relation\s`)
	libsvm = regexp.MustCompile(`\A[-+]?[0-9.]+([ \t]+[0-9]+:[-+0-9.eE]+){2,}[ \t]*\r?\n`)
)

// hintLines is the advice for JSON that is a single value, or whose reader the program does not import.
func hintLines() string {
	if slices.ContainsFunc(Formats(), func(f *Format) bool { return f.Name == "JSON lines" }) {
		return "write it as JSON lines, an object a line"
	}
	return "write an object a line, and " + hintImport + "jsonlines"
}

// tellBinary recognises binary data by bytes that texts do not have: a zero, or many control characters. In UTF-16
// zeros occur only at even or only at odd offsets.
func tellBinary(head []byte) (format, hint string) {
	if _, ok := utf16Order(head); ok {
		return "", ""
	}
	const most = 0.02 // share of all bytes
	controls := 0
	for i, b := range head {
		if b < ' ' && !bytes.ContainsRune([]byte("\t\n\r\f\x1a"), rune(b)) {
			controls++
		}
		if b == 0 || float64(controls) > 1+float64(most*float64(len(head))) {
			return fmt.Sprintf("of a binary format not known here (byte %d is %#02x, it begins with %q)", i, b, head[:min(8, len(head))]), hintCSV
		}
	}
	return "", ""
}
