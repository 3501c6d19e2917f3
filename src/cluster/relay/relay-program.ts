// The other end of a tunnel: a program that listens in a node and speaks of every connection over its own input and output. In Perl, which
// every Debian has and so every node image, kind's too; it is handed over as text, and nothing is put into the node. It ends with its input.
// Keep the frames with relay-frames.ts.
export const relayProgram = String.raw`
use strict;
use Errno qw(EAGAIN EINTR);
use IO::Select;
use IO::Socket::IP;
$SIG{PIPE} = 'IGNORE';
binmode STDIN;
binmode STDOUT;
my ($address) = @ARGV;
my $server = IO::Socket::IP->new(LocalHost => $address, LocalPort => 0, Listen => 128)
  or die "cannot listen on $address: $@\n";
my $readers = IO::Select->new(\*STDIN, $server);
my ($input, $last) = ('', 0);
my (%sockets, %ids, %waiting, %ending);
sub tell_host {
  my ($type, $id, $data) = @_;
  my $frame = pack('CNN', $type, $id, length $data) . $data;
  while (length $frame) {
    my $written = syswrite(STDOUT, $frame);
    next if !defined $written && $! == EINTR;
    exit 0 unless $written;
    substr($frame, 0, $written) = '';
  }
}
sub forget {
  my ($id) = @_;
  my $socket = delete $sockets{$id} or return;
  $readers->remove($socket);
  delete $ids{fileno $socket};
  delete $waiting{$id};
  delete $ending{$id};
  close $socket;
}
sub push_out {
  my ($id) = @_;
  my $socket = $sockets{$id} or return;
  if (length $waiting{$id}) {
    my $written = syswrite($socket, $waiting{$id});
    if (!defined $written) {
      return if $! == EAGAIN || $! == EINTR;
      tell_host(3, $id, '');
      return forget($id);
    }
    substr($waiting{$id}, 0, $written) = '';
  }
  forget($id) if $ending{$id} && !length $waiting{$id};
}
tell_host(0, $server->sockport, '');
while (1) {
  my $writers = IO::Select->new(map { $sockets{$_} } grep { length $waiting{$_} } keys %sockets);
  my ($readable, $writable) = IO::Select->select($readers, $writers);
  push_out($ids{fileno $_} // 0) for @{$writable // []};
  for my $one (@{$readable // []}) {
    if ($one == \*STDIN) {
      my $read = sysread(STDIN, $input, 65536, length $input);
      next if !defined $read && $! == EINTR;
      exit 0 unless $read;
      while (length $input >= 9) {
        my ($type, $id, $length) = unpack('CNN', $input);
        last if length $input < 9 + $length;
        my $data = substr($input, 9, $length);
        substr($input, 0, 9 + $length) = '';
        next unless $sockets{$id};
        if ($type == 2) { $waiting{$id} .= $data } else { $ending{$id} = 1 }
        push_out($id);
      }
    } elsif ($one == $server) {
      my $socket = $server->accept or next;
      $socket->blocking(0);
      my $id = ++$last;
      ($sockets{$id}, $ids{fileno $socket}, $waiting{$id}) = ($socket, $id, '');
      $readers->add($socket);
      tell_host(1, $id, '');
    } else {
      next unless defined fileno $one;
      my $id = $ids{fileno $one} or next;
      my $read = sysread($one, my $data, 65536);
      if ($read) { tell_host(2, $id, $data) }
      elsif (defined $read || ($! != EAGAIN && $! != EINTR)) {
        tell_host(3, $id, '');
        forget($id);
      }
    }
  }
}
`
