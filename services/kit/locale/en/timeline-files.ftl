# Files in the timeline
timeline-file-added-named = File added: { $name }.
timeline-file-removed-named = File removed: { $name }.
