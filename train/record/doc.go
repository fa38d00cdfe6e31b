// Package record has recorders of trainings beside train.Printer: JSON lines, log/slog, and event files of TensorBoard. Each is
// switched on by a line, and All tells several of one run:
//
//	board, err := record.NewTensorBoard("runs/first")
//	if err != nil {
//		return err
//	}
//	defer board.Close()
//	s.Recorder = record.All(train.NewPrinter(os.Stderr), record.JSONLines(file), board)
package record
