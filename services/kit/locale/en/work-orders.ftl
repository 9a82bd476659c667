# The work order of a visit

work-order = Work order
work-order-file = work-order
work-order-when = Appointment
work-order-no-date = To be scheduled
work-order-hours = { $first } to { $last }
work-order-window = arrival between { $first } and { $last }
work-order-until = until { $day }
work-order-service = Service
work-order-people = Crew
work-order-started = Started
work-order-completed = Completed
work-order-worked = Hours
work-order-instructions = Instructions
work-order-note = Notes
work-order-ticked = Done
work-order-open = To do
work-order-optional = optional
work-order-materials = Materials
work-order-signature = Client’s signature
work-order-signature-of = Signature of { $name }
work-order-signed = Signed on { $when }
work-order-to-sign = I confirm that the work described above was done.
