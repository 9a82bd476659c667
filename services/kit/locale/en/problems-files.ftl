# What files refuse
problem-status-416 = No such part

problem-file-too-large = The file “{ $name }” is larger than { $limit } MB.
    .title = File too large
problem-too-many-files = There can be at most { $limit } files here. Remove some first.
problem-file-is-proof = A signature or a received mail stays as it is: it is a proof.
problem-file-was-sent = This file went out with a message and stays with it.
problem-file-collected = This file was removed too long ago: its content is gone.
problem-range = There is no such part of the file.

problem-field-file-empty = The file “{ $name }” is empty.
problem-field-image-broken = The picture “{ $name }” is damaged or incomplete. Send it again.
problem-field-image-too-large = The picture “{ $name }” has more than { $limit } million pixels.
problem-field-photo-no-picture = “{ $name }” is not a picture. Add this file as an attachment.
problem-field-file-object = Name the object as job:…, visit:…, quote:…, message:… or contact:….
