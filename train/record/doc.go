// Package record has recorders of trainings besides train.Printer: JSON lines, log/slog, and event files of
// TensorBoard. All calls several recorders in one run:
//
//	board, err := record.NewTensorBoard("runs/first")
//	if err != nil {
//		return err
//	}
//	defer board.Close()
//	s.Recorder = record.All(train.NewPrinter(os.Stderr), record.JSONLines(file), board)
package record
