"""Reports: results read and written, figures, summaries and the HTML site. Imports only the model."""
