files-title = Files
files-all = See all
files-empty = Photos and documents of this job will be here.
files-of-all = The whole job
files-of-visit = Photos of a visit:
files-places = What the files hang on
files-older = See older ones

upload-files = Add photos or files
upload-camera = Take a photo
upload-hint = Drop them here or choose them. 25 MB each at most, 20 at a time.
upload-button = Add
upload-too-large = This file is larger than 25 MB.
upload-failed = The upload did not go through. Try again.
upload-done = Added: %n

file-role = Kind
file-role-by-kind = By the file
file-role-photo = Photo
file-role-photo-before = Before
file-role-photo-after = After
file-role-attachment = Attachment
file-role-signature = Signature
file-role-raw = Received mail

file-about = About the file
file-name = Name
file-taken = Taken
file-added = Added
file-weight = Size
file-object = Kept with
file-object-job = the job
file-object-visit = a visit
file-object-quote = a quote
file-object-message = a message
file-object-contact = the contact
file-save = Download
file-open = Open
file-remove = Remove
file-remove-hint = The file leaves the job. You can take that back right afterwards.
file-removed = File removed.
file-restore = Undo

flash-file-added = File added.
flash-files-added = { $count } files added.
flash-file-changed = Saved.
flash-file-restored = The file is back.

story-files-added = { $count } files added.
